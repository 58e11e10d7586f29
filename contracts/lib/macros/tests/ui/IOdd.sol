// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @notice Names that mean something in Rust, or in the code that the macro makes.
interface IOdd {
    struct Box {
        uint64 move;
        bytes clone;
        uint8[] self;
    }

    enum Option { SOME, none_at_all }

    error Err(uint64 data, uint64 send, uint64 sequence, uint64 self, uint64 type_);
    error Data(bytes data, string send);

    event Ok(uint64 indexed data, bytes send, uint64 sequence);
    event Static(uint64 data, uint64 indexed send, Option topics);

    function data(uint64 data, bool send, uint64 self, Option value) external returns (uint64 value_, bool returned);

    function loop(bytes calldata data, bytes calldata send, Box calldata sequence) external returns (bytes memory);

    function impl(uint64 call, uint64 returned, uint64 output, uint64 arguments) external pure returns (uint64);

    function trait(uint8[] calldata source, uint64 head, uint64 base) external pure;

    function _(uint64) external;

    function __(uint64) external;

    function client() external;

    function at(address contract_) external;

    function constructor_(uint64 unnamed, uint64) external;
}
