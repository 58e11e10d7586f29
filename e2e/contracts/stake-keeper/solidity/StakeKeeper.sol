// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ILiquidVault} from "blueprint-abi/library/ILiquidVault.sol";
import {IStaking} from "blueprint-abi/library/IStaking.sol";
import {IStakeKeeper} from "../IStakeKeeper.sol";

/// @title The keeper of stake in Solidity. `../ink` is the same in ink!.
contract StakeKeeper is IStakeKeeper {
    IStaking private constant STAKING = IStaking(0x0000000000000000000000000000000005020000);
    /// Wei of the chain's base unit.
    uint256 private constant UNIT = 1_000_000;
    uint256 private constant MOST_VAULTS = 8;

    address public immutable owner;

    constructor() {
        owner = msg.sender;
    }

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotOwner(owner, msg.sender);
        _;
    }

    /// Payments of the staking pallet and of vaults are transfers of the chain: they call nothing.
    function fund() external payable {}

    function back(uint256 amount, bytes32[] calldata validators) external onlyOwner {
        (uint256 bonded,,) = STAKING.ledgerOf(STAKING.accountOf(address(this)));
        if (bonded == 0) STAKING.bond(amount, 0, bytes32(0));
        else STAKING.bondExtra(amount);
        STAKING.nominate(validators);
    }

    function askBack(uint256 amount) external onlyOwner {
        STAKING.unbond(amount);
    }

    function chill() external onlyOwner {
        STAKING.chill();
    }

    function free() external onlyOwner {
        STAKING.withdrawUnbonded();
    }

    function split(uint256 amount, address[] calldata vaults) external onlyOwner {
        uint256 count = vaults.length;
        if (count == 0 || count > MOST_VAULTS) revert VaultsOutOfRange(uint32(MOST_VAULTS), uint32(count));
        uint256 part = (amount / UNIT / count) * UNIT;
        uint256 rest = amount - part * count;
        for (uint256 i = 0; i < count; ++i) {
            uint256 assets = i == 0 ? part + rest : part;
            uint256 requestId = ILiquidVault(vaults[i]).requestDeposit(assets, address(this), address(this));
            emit PartRequested(vaults[i], requestId, assets);
        }
    }

    function collect(address vault, uint256 requestId)
        external
        onlyOwner
        returns (uint256 shares, uint256 assets)
    {
        return ILiquidVault(vault).claim(requestId, address(this), address(this));
    }

    function giveBack(address vault, uint256 shares) external onlyOwner returns (uint256 requestId) {
        return ILiquidVault(vault).requestRedeem(shares, address(this), address(this));
    }

    function redeem(address vault, uint256 requestId) external onlyOwner returns (uint256 assets) {
        return ILiquidVault(vault).claimRedeem(requestId, address(this), address(this));
    }

    function pay(address to, uint256 amount) external onlyOwner {
        (bool taken,) = to.call{value: amount}("");
        if (!taken) revert NotPaid(to, amount);
    }
}
