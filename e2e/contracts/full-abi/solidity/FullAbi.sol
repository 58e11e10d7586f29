// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {Colour, IFullAbi, Item, Line, Order, Point, Price} from "../IFullAbi.sol";

/// @title What Solidity's ABI can say, in Solidity. `../ink` is the same in ink!.
/// @dev An argument that stays in calldata is checked where it is read, so that the functions named `_of…`
/// read every part.
contract FullAbi is IFullAbi {
    int40 private number_;
    Colour private colour_;
    bytes20 private id_;
    Price private price_;
    uint256 private paid;

    address private immutable runtime_;
    uint256 private immutable value_;
    bytes32 private immutable note_;
    int64 private immutable startNumber;

    /// No `bytes`: solc decodes a constructor's arguments to memory, and panics where one is too long.
    constructor(address runtime, bytes32 note, int64 number) payable {
        (runtime_, value_, note_, startNumber) = (runtime, msg.value, note, number);
    }

    function unsigned(uint8 a, uint16 b, uint24 c, uint32 d, uint40 e, uint64 f, uint96 g, uint128 h)
        external pure returns (uint8, uint16, uint24, uint32, uint40, uint64, uint96, uint128) {
        return (a, b, c, d, e, f, g, h);
    }

    function unsignedWide(uint136 a, uint160 b, uint200 c, uint248 d, uint256 e)
        external pure returns (uint136, uint160, uint200, uint248, uint256) {
        return (a, b, c, d, e);
    }

    function signed(int8 a, int16 b, int24 c, int32 d, int40 e, int64 f, int96 g, int128 h)
        external pure returns (int8, int16, int24, int32, int40, int64, int96, int128) {
        return (a, b, c, d, e, f, g, h);
    }

    function signedWide(int136 a, int200 b, int248 c, int256 d)
        external pure returns (int136, int200, int248, int256) {
        return (a, b, c, d);
    }

    function fixedBytes(bytes1 a, bytes4 b, bytes20 c, bytes31 d, bytes32 e)
        external pure returns (bytes1, bytes4, bytes20, bytes31, bytes32) {
        return (a, b, c, d, e);
    }

    function plain(bool flag, address who, IFullAbi other, Colour colour, Price price)
        external pure returns (bool, address, IFullAbi, Colour, Price) {
        return (flag, who, other, colour, price);
    }

    function unnamed(uint8 first, bytes calldata) external pure returns (uint8) {
        return first;
    }

    function nothing() external pure {}

    function point(Point calldata p) external pure returns (Point memory) {
        return _ofPoint(p);
    }

    function line(Line calldata l) external pure returns (Line memory) {
        return _ofLine(l);
    }

    function item(Item calldata i) external pure returns (Item memory) {
        return _ofItem(i);
    }

    function order(Order calldata o) external pure returns (Order memory all) {
        all.owner = o.owner;
        all.items = _ofItems(o.items);
        (all.ends[0], all.ends[1]) = (_ofPoint(o.ends[0]), _ofPoint(o.ends[1]));
        all.label = o.label;
        (all.pair[0], all.pair[1]) = (_ofItem(o.pair[0]), _ofItem(o.pair[1]));
        all.grid = new bool[][](o.grid.length);
        for (uint256 i = 0; i < o.grid.length; i++) {
            bool[] calldata row = o.grid[i];
            all.grid[i] = new bool[](row.length);
            for (uint256 j = 0; j < row.length; j++) all.grid[i][j] = row[j];
        }
        all.colour = o.colour;
    }

    function labels(Labels calldata all) external pure returns (Labels memory copy) {
        copy.first = all.first;
        (copy.others[0], copy.others[1]) = (all.others[0], all.others[1]);
    }

    function uint64List(uint64[] calldata list) external pure returns (uint64[] memory) {
        return _ofNumbers(list);
    }

    function bytes32List(bytes32[] calldata list) external pure returns (bytes32[] memory copy) {
        copy = new bytes32[](list.length);
        for (uint256 i = 0; i < list.length; i++) copy[i] = list[i];
    }

    function colourList(Colour[] calldata list) external pure returns (Colour[] memory copy) {
        copy = new Colour[](list.length);
        for (uint256 i = 0; i < list.length; i++) copy[i] = list[i];
    }

    function bytesList(bytes[] calldata list) external pure returns (bytes[] memory copy) {
        copy = new bytes[](list.length);
        for (uint256 i = 0; i < list.length; i++) copy[i] = list[i];
    }

    function stringList(string[] calldata list) external pure returns (string[] memory copy) {
        copy = new string[](list.length);
        for (uint256 i = 0; i < list.length; i++) copy[i] = list[i];
    }

    function pointList(Point[] calldata list) external pure returns (Point[] memory copy) {
        copy = new Point[](list.length);
        for (uint256 i = 0; i < list.length; i++) copy[i] = _ofPoint(list[i]);
    }

    function itemList(Item[] calldata list) external pure returns (Item[] memory) {
        return _ofItems(list);
    }

    function grid(uint256[][] calldata rows) external pure returns (uint256[][] memory copy) {
        copy = new uint256[][](rows.length);
        for (uint256 i = 0; i < rows.length; i++) copy[i] = _ofWords(rows[i]);
    }

    function threes(uint24[3] calldata three, Point[2] calldata two, int16[2][3] calldata six)
        external pure returns (uint24[3] memory a, Point[2] memory b, int16[2][3] memory c) {
        for (uint256 i = 0; i < 3; i++) a[i] = three[i];
        for (uint256 i = 0; i < 2; i++) b[i] = _ofPoint(two[i]);
        for (uint256 i = 0; i < 3; i++) (c[i][0], c[i][1]) = (six[i][0], six[i][1]);
    }

    function pairs(bytes[2] calldata pair, uint16[][2] calldata lists, uint16[2][] calldata listOfPairs)
        external pure returns (bytes[2] memory a, uint16[][2] memory b, uint16[2][] memory c) {
        (a[0], a[1]) = (pair[0], pair[1]);
        (b[0], b[1]) = (_ofTags(lists[0]), _ofTags(lists[1]));
        c = new uint16[2][](listOfPairs.length);
        for (uint256 i = 0; i < listOfPairs.length; i++) {
            (c[i][0], c[i][1]) = (listOfPairs[i][0], listOfPairs[i][1]);
        }
    }

    function texts(bytes calldata data, string calldata text)
        external pure returns (string memory, bytes memory) {
        return (text, data);
    }

    function many(uint256 number, string calldata text, Item calldata thing)
        external
        pure
        returns (
            uint256,
            string memory,
            Item memory,
            bytes memory,
            Point memory,
            uint16[] memory,
            bool
        )
    {
        Item memory i = _ofItem(thing);
        return (number, text, i, i.data, i.at, i.tags, true);
    }

    function twice(uint256 of_) external pure returns (uint256, uint256) {
        return (of_, of_);
    }

    function twice(bytes calldata of_) external pure returns (bytes memory, bytes memory) {
        return (of_, of_);
    }

    function twice(Point calldata of_) external pure returns (Point memory, Point memory) {
        Point memory p = _ofPoint(of_);
        return (p, p);
    }

    function fail(
        uint8 which,
        string calldata text,
        bytes calldata data,
        Item calldata thing,
        Line calldata path
    ) external pure {
        Item memory i = _ofItem(thing);
        Line memory l = _ofLine(path);
        if (which == 0) revert Empty();
        if (which == 1) {
            revert Words(
                which, l.from.y, bytes4(uint32(l.to.x)), l.dashed, l.colour, address(1), Price.wrap(7)
            );
        }
        if (which == 2) {
            uint64[] memory tags = new uint64[](i.tags.length);
            for (uint256 j = 0; j < tags.length; j++) tags[j] = i.tags[j];
            revert Dynamic(text, data, tags);
        }
        if (which == 3) {
            string[2] memory both = [string(text), text];
            revert Nested(l.to, i, l, both);
        }
        if (which == 4) revert();
    }

    function tell(
        bytes calldata data,
        string calldata text,
        uint256[] calldata list,
        Item calldata thing,
        Line calldata path
    ) external {
        uint256[] memory words = _ofWords(list);
        Item memory i = _ofItem(thing);
        Line memory l = _ofLine(path);
        string[2] memory both = [string(text), text];
        Colour[] memory colours = new Colour[](2);
        (colours[0], colours[1]) = (l.colour, Colour.Blue);
        emit Nothing();
        emit Words4(uint40(i.at.x), int200(i.at.y), bytes20(uint160(l.to.x)), l.colour);
        emit Told(data, text, words, i);
        emit Hashed(i, l.from, both, both);
        emit Quiet(uint64(l.from.x), data, l, colours, text);
    }

    function keep(int40 number, Colour colour, bytes20 id, Price price) external {
        (number_, colour_, id_, price_) = (number, colour, id, price);
    }

    function kept() external view returns (int40 number, Colour colour, bytes20 id, Price price) {
        return (number_, colour_, id_, price_);
    }

    function pay() external payable returns (uint256) {
        paid += msg.value;
        return paid;
    }

    function deployment()
        external view returns (address runtime, uint256 value, bytes32 note, int64 number) {
        return (runtime_, value_, note_, startNumber);
    }

    fallback(bytes calldata data) external returns (bytes memory) {
        emit Fell(data.length, data);
        return data;
    }

    receive() external payable {
        emit Received(msg.sender, msg.value);
    }

    function _ofPoint(Point calldata p) private pure returns (Point memory) {
        return Point(p.x, p.y);
    }

    function _ofLine(Line calldata l) private pure returns (Line memory) {
        return Line(_ofPoint(l.from), _ofPoint(l.to), l.dashed, l.colour);
    }

    function _ofItem(Item calldata i) private pure returns (Item memory) {
        return Item(i.data, _ofPoint(i.at), _ofTags(i.tags));
    }

    function _ofItems(Item[] calldata list) private pure returns (Item[] memory copy) {
        copy = new Item[](list.length);
        for (uint256 i = 0; i < list.length; i++) copy[i] = _ofItem(list[i]);
    }

    function _ofTags(uint16[] calldata list) private pure returns (uint16[] memory copy) {
        copy = new uint16[](list.length);
        for (uint256 i = 0; i < list.length; i++) copy[i] = list[i];
    }

    function _ofNumbers(uint64[] calldata list) private pure returns (uint64[] memory copy) {
        copy = new uint64[](list.length);
        for (uint256 i = 0; i < list.length; i++) copy[i] = list[i];
    }

    function _ofWords(uint256[] calldata list) private pure returns (uint256[] memory copy) {
        copy = new uint256[](list.length);
        for (uint256 i = 0; i < list.length; i++) copy[i] = list[i];
    }
}
