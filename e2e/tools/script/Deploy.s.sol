// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {MyManager} from "../solidity/MyManager.sol";

/// What the script uses of forge's cheat codes; forge-std has all of them.
interface Vm {
    function startBroadcast() external;
}

/// @title Deploys the manager for the runtime given
contract Deploy {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    function run(address runtime) external returns (MyManager manager) {
        VM.startBroadcast();
        manager = new MyManager(runtime);
    }
}
