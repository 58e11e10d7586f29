# The pallets and a manager by cast. The chain signs for the sender.
sender=0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC
services=0x0000000000000000000000000000000005010000
pallets=0x6d6f646c70792f70616464720000000000000000

# A call of a pallet is one line: by IServices, or any call of the runtime by its name.
cast send $services 'joinOperators()' --unlocked --from $sender
#= status               1 (success)
call=$(cast rpc dev_encodeCall Services set_available '{"available":false}' | tr -d '"')
cast send $pallets "$call" --unlocked --from $sender
#= status               1 (success)

# An error has the name that the pallet gives it.
! cast send $services 'joinOperators()' --unlocked --from $sender
#= execution reverted: AlreadyOperator
! cast send $pallets "$(cast rpc dev_encodeCall Services join_operators | tr -d '"')" --unlocked --from $sender
#= execution reverted: Services.AlreadyOperator

# A manager obeys the services pallet alone. Its errors have their names, too.
runtime=$(cast rpc dev_account runtime | tr -d '"')
forge create solidity/MyManager.sol:MyManager --broadcast --unlocked --from $sender --constructor-args "$runtime" |
    tee deployed.txt
manager=$(sed -n 's/^Deployed to: //p' deployed.txt)
cast call "$manager" 'callsOf(uint64)(uint64)' 0
#= 0
! cast call "$manager" 'onJobCall(uint64,uint8,uint64,bytes)' 0 0 0 0x --from $sender 2>error.txt
cast decode-error --sig 'CallerNotRuntime(address,address)' "$(grep -o '0x[0-9a-f]*' error.txt)"
#= 0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC

# The pallet calls the manager's hook, whose event is a log of the chain.
definition=$(sed "s/null/\"$manager\"/" definition.json)
call=$(cast rpc dev_encodeCall Services create_blueprint "{\"definition\":$definition}" | tr -d '"')
cast send $pallets "$call" --unlocked --from $sender
#= status               1 (success)
bound=$(cast keccak 'BlueprintBound(uint64,address,address)')
cast logs --address "$manager" --from-block 0 "$bound"
#= 0x0000000000000000000000003c44cdddb6a900fa2b585dd299e03d12fa4293bc
