// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {HelloBlueprint} from "../../../../blueprint-examples/hello-blueprint/solidity/HelloBlueprint.sol";

/// @title Hello blueprint under another name: what the code that ink! dispatches is compared with
contract InkDispatcher is HelloBlueprint {
    constructor(address runtime) HelloBlueprint(runtime) {}
}
