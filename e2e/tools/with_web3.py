"""A manager by web3.py."""
import json, os
from eth_account import Account
from eth_utils.abi import abi_to_signature, function_signature_to_4byte_selector
from hexbytes import HexBytes
from web3 import Web3
from web3.exceptions import ContractCustomError, ContractLogicError
from web3.middleware import SignAndSendRawMiddlewareBuilder

Account.enable_unaudited_hdwallet_features()
phrase = "test test test test test test test test test test test junk"
key = Account.from_mnemonic(phrase, account_path="m/44'/60'/0'/0/5")
w3 = Web3(Web3.HTTPProvider(os.environ.get("ETH_RPC_URL", "http://127.0.0.1:8545")))
w3.middleware_onion.inject(SignAndSendRawMiddlewareBuilder.build(key), layer=0)
w3.eth.default_account = key.address


def built(name):
    with open(f"out/{name}.sol/{name}.json") as file:
        return json.load(file)


def request(method, *params):
    return w3.manager.request_blocking(method, list(params))


def mined(sent):
    receipt = w3.eth.wait_for_transaction_receipt(sent)
    assert receipt.status == 1, receipt
    return receipt


def decoded(data, abi):
    """The name and the arguments of an error. web3.py decodes Error(string) alone."""
    errors = {function_signature_to_4byte_selector(abi_to_signature(it)): it for it in abi if it["type"] == "error"}
    data = HexBytes(data)
    error = errors[data[:4]]
    return error["name"], w3.codec.decode([it["type"] for it in error["inputs"]], data[4:])


# The manager obeys the services pallet.
code = built("MyManager")
runtime = Web3.to_checksum_address(request("dev_account", "runtime"))
factory = w3.eth.contract(abi=code["abi"], bytecode=code["bytecode"]["object"])
address = mined(factory.constructor(runtime).transact()).contractAddress
manager = w3.eth.contract(address, abi=code["abi"])
assert manager.functions.callsOf(0).call() == 0

# It rejects every other caller, by an error with a name and arguments.
try:
    manager.functions.onJobCall(0, 0, 0, b"").call()
    raise AssertionError("expected an error, received none")
except ContractCustomError as error:
    name, arguments = decoded(error.data, code["abi"])
    assert name == "CallerNotRuntime", name
    assert arguments == (runtime.lower(), key.address.lower()), arguments

# A call of the pallets: they call the manager's hook, whose event a filter reports.
bindings = manager.events.BlueprintBound.create_filter(from_block="latest")
with open("definition.json") as file:
    definition = json.load(file) | {"manager": address}
data = request("dev_encodeCall", "Services", "create_blueprint", {"definition": definition})
pallets = Web3.to_checksum_address("0x6d6f646c70792f70616464720000000000000000")
mined(w3.eth.send_transaction({"to": pallets, "data": data}))
[bound] = bindings.get_new_entries()
assert bound.args.owner == key.address

# IServices is the same pallets behind a Solidity interface.
services = w3.eth.contract("0x0000000000000000000000000000000005010000", abi=built("IServices")["abi"])
mined(services.functions.joinOperators().transact())
try:
    services.functions.joinOperators().call()
    raise AssertionError("expected an error, received none")
except ContractLogicError as error:
    assert "AlreadyOperator" in str(error), error
