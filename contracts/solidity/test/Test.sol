// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The cheatcodes of forge that the tests use
interface Vm {
    function addr(uint256 key) external pure returns (address);
    function assume(bool condition) external pure;
    function deal(address account, uint256 balance) external;
    function expectEmit(address emitter) external;
    function expectRevert(bytes calldata revertData) external;
    function keyExistsJson(string calldata json, string calldata key) external view returns (bool);
    function parseJsonKeys(string calldata json, string calldata key)
        external
        pure
        returns (string[] memory keys);
    function parseJsonString(string calldata json, string calldata key)
        external
        pure
        returns (string memory value);
    function prank(address caller) external;
    function readFile(string calldata path) external view returns (string memory data);
    function roll(uint256 blockNumber) external;
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function toString(uint256 value) external pure returns (string memory text);
    function warp(uint256 second) external;
}

/// @title What every test contract has
abstract contract Test {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    address internal constant RUNTIME = address(0x5e21);
    address internal constant STRANGER = address(0x57a1);
    /// Deploys the managers, and owns their blueprints.
    address internal immutable OWNER = address(this);
    uint64 internal constant BLUEPRINT = 7;

    /// Arguments that every function decodes: zeros are numbers, addresses, and offsets of empty bytes.
    bytes internal constant ZEROS = new bytes(1024);

    function check(bool condition, string memory what) internal pure {
        require(condition, what);
    }

    function same(bytes memory left, bytes memory right) internal pure returns (bool) {
        return keccak256(left) == keccak256(right);
    }

    /// Calls as an account: whether it succeeded, and what it returned.
    function callAs(address caller, address target, uint256 value, bytes memory data)
        internal
        returns (bool ok, bytes memory returned)
    {
        vm.deal(caller, value);
        vm.prank(caller);
        (ok, returned) = target.call{value: value}(data);
    }

    /// The functions of a contract of the file Managers.sol, from its build.
    function functionsOf(string memory name) internal view returns (string[] memory signatures) {
        return vm.parseJsonKeys(artifact(name), ".methodIdentifiers");
    }

    /// The names of its functions of a mutability.
    function functionsOf(string memory name, string memory mutability)
        internal
        view
        returns (string[] memory names)
    {
        string memory json = artifact(name);
        string[] memory found = new string[](functionsOf(name).length);
        uint256 count = 0;
        for (uint256 i = 0;; i++) {
            string memory item = string.concat(".abi[", vm.toString(i), "]");
            if (!vm.keyExistsJson(json, item)) break;
            if (!isEqual(json, string.concat(item, ".type"), "function")) continue;
            if (!isEqual(json, string.concat(item, ".stateMutability"), mutability)) continue;
            found[count++] = vm.parseJsonString(json, string.concat(item, ".name"));
        }
        names = new string[](count);
        for (uint256 i = 0; i < count; i++) names[i] = found[i];
    }

    function isEqual(string memory json, string memory key, string memory expected)
        private
        pure
        returns (bool)
    {
        return same(bytes(vm.parseJsonString(json, key)), bytes(expected));
    }

    function artifact(string memory name) private view returns (string memory) {
        return vm.readFile(string.concat("out/Managers.sol/", name, ".json"));
    }

    function selectorOf(string memory signature) internal pure returns (bytes4) {
        return bytes4(keccak256(bytes(signature)));
    }

    /// Whether a list of names or signatures has a function of this name.
    function has(string[] memory list, string memory signature) internal pure returns (bool) {
        for (uint256 i = 0; i < list.length; i++) {
            if (same(nameOf(list[i]), nameOf(signature))) return true;
        }
        return false;
    }

    function nameOf(string memory signature) private pure returns (bytes memory name) {
        bytes memory all = bytes(signature);
        uint256 length = 0;
        while (length < all.length && all[length] != "(") length++;
        name = new bytes(length);
        for (uint256 i = 0; i < length; i++) name[i] = all[i];
    }
}
