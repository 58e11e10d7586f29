// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

enum Colour { Red, Green, Blue }

type Price is uint96;

/// @notice Static.
struct Point {
    uint24 x;
    int40 y;
}

/// @notice Static, of structs.
struct Line {
    Point from;
    Point to;
    bool dashed;
    Colour colour;
}

/// @notice Dynamic.
struct Item {
    bytes data;
    Point at;
    uint16[] tags;
}

/// @notice Dynamic, of dynamic structs and arrays.
struct Order {
    address owner;
    Item[] items;
    Point[2] ends;
    string label;
    Item[2] pair;
    bool[][] grid;
    Colour colour;
}

/// @title What Solidity's ABI can say, for tests: every type as an argument, a returned value, and a member
/// of errors and events
/// @notice Unless a function says otherwise it returns its arguments, after it has read every part of them.
interface IFullAbi {
    /// @notice Declared in the interface.
    struct Labels {
        string first;
        string[2] others;
    }

    // ---- errors

    error Empty();
    error Words(uint8 a, int40 b, bytes4 c, bool d, Colour e, address f, Price g);
    error Dynamic(string reason, bytes data, uint64[] list);
    error Nested(Point at, Item item, Line line, string[2] labels);

    // ---- events

    event Nothing();
    event Words4(uint40 indexed a, int200 indexed b, bytes20 indexed c, Colour d);
    event Told(bytes indexed data, string indexed text, uint256[] indexed list, Item item);
    event Hashed(Item indexed item, Point indexed at, string[2] indexed labels, string[2] plain);
    event Quiet(uint64 indexed a, bytes indexed b, Line indexed c, Colour[] indexed d, string e) anonymous;
    event Received(address indexed from, uint256 value);
    event Fell(uint256 indexed length, bytes data);

    // ---- words

    function unsigned(uint8 u8_, uint16 u16_, uint24 u24, uint32 u32_, uint40 u40, uint64 u64_, uint96 u96, uint128 u128_)
        external pure returns (uint8, uint16, uint24, uint32, uint40, uint64, uint96, uint128);

    function unsignedWide(uint136 u136, uint160 u160, uint200 u200, uint248 u248, uint256 u256)
        external pure returns (uint136, uint160, uint200, uint248, uint256);

    function signed(int8 i8_, int16 i16_, int24 i24, int32 i32_, int40 i40, int64 i64_, int96 i96, int128 i128_)
        external pure returns (int8, int16, int24, int32, int40, int64, int96, int128);

    function signedWide(int136 i136, int200 i200, int248 i248, int256 i256)
        external pure returns (int136, int200, int248, int256);

    function fixedBytes(bytes1 b1, bytes4 b4, bytes20 b20, bytes31 b31, bytes32 b32)
        external pure returns (bytes1, bytes4, bytes20, bytes31, bytes32);

    function plain(bool flag, address who, IFullAbi other, Colour colour, Price price)
        external pure returns (bool, address, IFullAbi, Colour, Price);

    /// @notice Returns the first.
    function unnamed(uint8, bytes calldata) external pure returns (uint8);

    function nothing() external pure;

    // ---- structs

    function point(Point calldata p) external pure returns (Point memory);

    function line(Line calldata l) external pure returns (Line memory);

    function item(Item calldata i) external pure returns (Item memory);

    function order(Order calldata o) external pure returns (Order memory);

    function labels(Labels calldata all) external pure returns (Labels memory);

    // ---- arrays

    function uint64List(uint64[] calldata list64) external pure returns (uint64[] memory);

    function bytes32List(bytes32[] calldata list32) external pure returns (bytes32[] memory);

    function colourList(Colour[] calldata colours) external pure returns (Colour[] memory);

    function bytesList(bytes[] calldata many) external pure returns (bytes[] memory);

    function stringList(string[] calldata texts) external pure returns (string[] memory);

    function pointList(Point[] calldata points) external pure returns (Point[] memory);

    function itemList(Item[] calldata items) external pure returns (Item[] memory);

    function grid(uint256[][] calldata rows) external pure returns (uint256[][] memory);

    function threes(uint24[3] calldata three, Point[2] calldata two, int16[2][3] calldata six)
        external pure returns (uint24[3] memory, Point[2] memory, int16[2][3] memory);

    function pairs(bytes[2] calldata pair, uint16[][2] calldata lists, uint16[2][] calldata listOfPairs)
        external pure returns (bytes[2] memory, uint16[][2] memory, uint16[2][] memory);

    // ---- several values, overloads

    /// @notice Returns them in the opposite order.
    function texts(bytes calldata data, string calldata text)
        external pure returns (string memory, bytes memory);

    /// @notice Returns them, and the parts of the item.
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
        );

    function twice(uint256 single) external pure returns (uint256, uint256);

    function twice(bytes calldata raw) external pure returns (bytes memory, bytes memory);

    /// @custom:rust twice_a_point
    function twice(Point calldata place) external pure returns (Point memory, Point memory);

    // ---- errors and events

    /// @notice Reverts with the error of this number, made of the other arguments; of 4, with none.
    function fail(uint8 which, string calldata text, bytes calldata data, Item calldata thing, Line calldata path)
        external pure;

    /// @notice Emits all events.
    function tell(bytes calldata data, string calldata text, uint256[] calldata list, Item calldata thing, Line calldata path)
        external;

    // ---- state and value

    /// @notice Keeps some words.
    function keep(int40 number, Colour colour, bytes20 id, Price price) external;

    /// @notice The words that were kept.
    function kept() external view returns (int40 number, Colour colour, bytes20 id, Price price);

    /// @notice Takes value, and returns all that was paid this way.
    function pay() external payable returns (uint256);

    /// @notice What the constructor was given: the runtime, the value, the note, the number.
    function deployment() external view returns (address runtime, uint256 value, bytes32 note, int64 number);

    // ---- calls of no function

    /// @notice Returns what it was called with; takes no value.
    fallback(bytes calldata data) external returns (bytes memory);

    /// @notice Takes value.
    receive() external payable;
}
