# A manager by forge. The chain signs for the sender. It also says what gas a deployment takes: a simulation in forge
# has Ethereum's figures, which are too low here, so a script skips it, or multiplies them.
sender=0x70997970C51812dc3A010C7d01b50e0d17dc79C8
runtime=$(cast rpc dev_account runtime | tr -d '"')

forge create solidity/MyManager.sol:MyManager --broadcast --unlocked --from $sender --constructor-args "$runtime"
#= Deployed to: 0x8464135c8F25Da09e49BC8782676a84730C318bC

forge script script/Deploy.s.sol --sig 'run(address)' "$runtime" --rpc-url "$ETH_RPC_URL" \
    --broadcast --skip-simulation --unlocked --sender $sender
#= ONCHAIN EXECUTION COMPLETE & SUCCESSFUL

# With forge's simulation: its gas limit, ten times of which is enough.
forge script script/Deploy.s.sol --sig 'run(address)' "$runtime" --rpc-url "$ETH_RPC_URL" \
    --broadcast --gas-estimate-multiplier 1000 --unlocked --sender $sender
#= ONCHAIN EXECUTION COMPLETE & SUCCESSFUL
