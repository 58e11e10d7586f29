// A manager by hardhat: `npx hardhat test --network dev`.
const assert = require("node:assert/strict");
const { loadFixture, time } = require("@nomicfoundation/hardhat-network-helpers");
const { ethers } = require("hardhat");

// The manager obeys the services pallet.
async function deployed() {
  const [owner] = await ethers.getSigners();
  const runtime = await ethers.provider.send("dev_account", ["runtime"]);
  const manager = await ethers.deployContract("MyManager", [runtime]);
  return { owner, runtime, manager };
}

describe("a manager on the development chain", () => {
  it("rejects every caller but the services pallet", async () => {
    const { owner, manager } = await loadFixture(deployed);
    assert.equal(await manager.callsOf(0n), 0n);
    const error = await manager.onJobCall.staticCall(0n, 0, 0n, "0x").then(() => null, (error) => error);
    const revert = manager.interface.parseError(error.data);
    assert.equal(revert.name, "CallerNotRuntime");
    assert.equal(revert.args[1], owner.address);
  });

  it("is bound to its blueprint by the pallet that creates it", async () => {
    const { owner, manager } = await loadFixture(deployed);
    const definition = { ...require("../definition.json"), manager: manager.target };
    const data = await ethers.provider.send("dev_encodeCall", ["Services", "create_blueprint", { definition }]);
    await (await owner.sendTransaction({ to: "0x6d6f646c70792f70616464720000000000000000", data })).wait();
    const [bound] = await manager.queryFilter("BlueprintBound", 0);
    assert.equal(bound.args.owner, owner.address);
  });

  it("has hooks that the test calls as the pallet", async () => {
    const { owner, runtime, manager } = await loadFixture(deployed);
    // The chain signs for the pallet, too.
    const pallet = await ethers.getSigner(runtime);
    await (await manager.connect(pallet).onBlueprintCreated(0n, owner.address, runtime)).wait();
    const before = await time.latest();
    await time.increase(7 * 24 * 60 * 60);
    assert.ok((await time.latest()) >= before + 7 * 24 * 60 * 60);
    const call = await manager.connect(pallet).onJobCall(0n, 0, 0n, ethers.zeroPadValue("0x07", 32));
    const accepted = (await call.wait()).logs.map((log) => manager.interface.parseLog(log));
    assert.deepEqual(accepted.map((event) => event.name), ["JobAccepted"]);
    assert.equal(await manager.callsOf(0n), 1n);
  });

  it("has the services pallet beside it, by IServices", async () => {
    const address = "0x0000000000000000000000000000000005010000";
    const services = new ethers.Contract(address, ["function joinOperators()"], await ethers.provider.getSigner());
    await loadFixture(deployed);
    await (await services.joinOperators()).wait();
    const error = await services.joinOperators.staticCall().then(() => null, (error) => error);
    assert.match(error.message, /AlreadyOperator/);
  });
});
