use super::*;
use crate::{
    library::{self, TEMPLATE},
    new::bodies,
};

const OWN: &str = "IMyBlueprint";
const HEAD: &str = "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\n";

fn template() -> &'static str {
    let path = "interface/IMyBlueprint.sol";
    TEMPLATE.iter().find(|(it, _)| *it == path).unwrap().1
}

/// What is read of files, the first of which is given, in a folder of this name.
fn read(name: &str, files: &[(&str, &str)]) -> Result<Interface> {
    let folder = std::env::temp_dir().join(format!("from-{name}-{}", std::process::id()));
    library::write(&folder.join("library"))?;
    for (path, text) in files {
        write_file(&folder.join("given").join(path), &format!("{HEAD}{text}"))?;
    }
    let given = Given::read(&folder.join("given").join(files[0].0));
    let interface = given.and_then(|it| it.interface(OWN, template(), &folder));
    assert!(!folder.join(".reading").exists());
    fs::remove_dir_all(&folder)?;
    interface
}

#[test]
fn interface_that_no_manager_can_have_says_what_to_do() {
    let cases: [(&str, &[(&str, &str)], &str); 16] = [
        (
            "large",
            &[("A.sol", "interface A { function f(uint256[99999999999] calldata x) external; }")],
            "expected at most 1024 values in the arguments of a function and in what it returns, received 99999999999 in f(uint256[99999999999])",
        ),
        (
            "none",
            &[("A.sol", "struct A { uint8 a; }")],
            "received none: declare `interface A",
        ),
        (
            "contract",
            &[("A.sol", "contract A {}")],
            "received contract A: give the interface",
        ),
        (
            "several",
            &[("A.sol", "interface B {} interface C {}")],
            "or one called A, received B, C: leave one there",
        ),
        (
            "empty",
            &[("A.sol", "interface A { error E(); }")],
            "at least one function in A",
        ),
        (
            "syntax",
            &[("A.sol", "interface A { function f( }")],
            "A.sol: not Solidity",
        ),
        (
            "body",
            &[("A.sol", "interface A {\n function f() external\n}")],
            "A.sol: line 5",
        ),
        (
            "type",
            &[("A.sol", "interface A { function f(B b) external; }")],
            "no type B is declared",
        ),
        (
            "taken",
            &[("A.sol", "interface IMyBlueprint { function f() external; }")],
            "other names than the project's own IMyBlueprint and MyBlueprint",
        ),
        (
            "hook",
            &[(
                "A.sol",
                "interface A { function onJobCall(uint8 job) external; }",
            )],
            "received onJobCall(uint8) in A: rename it",
        ),
        (
            "receive",
            &[(
                "A.sol",
                "interface A { function f() external; receive() external payable; }",
            )],
            "functions with a name, received `receive` in A",
        ),
        (
            "error",
            &[(
                "A.sol",
                "interface A { function f() external; error InvalidInput(); }",
            )],
            "InvalidInput is declared twice",
        ),
        (
            "above",
            &[(
                "A.sol",
                "import \"../B.sol\"; interface A { function f() external; }",
            )],
            "received \"../B.sol\": copy that file beside A.sol",
        ),
        (
            "pragma",
            &[(
                "A.sol",
                "pragma solidity ^0.5.0;\ninterface A { function f() external; }",
            )],
            "A.sol: expected a pragma that takes solc",
        ),
        (
            "dollar",
            &[("A.sol", "interface A { function f$() external; }")],
            "received one with $: rename it",
        ),
        (
            "package",
            &[(
                "A.sol",
                "import \"@x/B.sol\"; interface A { function f() external; }",
            )],
            "received \"@x/B.sol\": copy that file beside A.sol",
        ),
    ];
    for (name, files, expected) in cases {
        let error = match read(name, files) {
            Ok(_) => panic!("{name}: expected an error"),
            Err(error) => format!("{error:#}"),
        };
        assert!(error.contains(expected), "{name}: {error}");
        assert!(error.contains("expected"), "{name}: {error}");
        assert!(!error.contains(".reading"), "{name}: {error}");
    }
    let missing = Given::read(Path::new("none/A.sol")).map(|it| it.file_name);
    assert!(format!("{:#}", missing.unwrap_err()).contains("none/A.sol, received none"));
    let other = Given::read(Path::new("A.json")).map(|it| it.file_name);
    assert!(format!("{:#}", other.unwrap_err()).contains("received A.json"));
}

#[test]
fn declarations_keep_what_the_compiler_compares() {
    let files = [(
        "IFeed.sol",
        "import {IOwner as Owned} from 'blueprint-abi/library/IOwner.sol';\n\
         uint256 constant PARTS = 3;\n\
         interface IFeed {\n\
         function pay(address payable to, uint8[PARTS] calldata parts, Owned by) external; }",
    )];
    let interface = read("compared", &files).unwrap();
    assert!(!interface.is_alone);
    let functions = bodies::solidity(&interface);
    let expected =
        "pay(address payable /* to */, uint8[PARTS] calldata /* parts */, Owned /* by */)";
    assert!(functions.contains(expected), "{functions}");
    let test = bodies::test(&interface, "[]", "Caller::Core0_20");
    assert!(test.contains("[0, 0, 0]"), "{test}");
    assert!(test.contains("World::start(Caller::Core0_20)"), "{test}");
    // One import, and nothing declared beside the interface: its types come from there.
    let imported = [(
        "IOne.sol",
        "import {IOwner} from \"blueprint-abi/library/IOwner.sol\";\ninterface IOne { function f(IOwner by) external; }",
    )];
    assert!(!read("imported", &imported).unwrap().is_alone);
}

#[test]
fn functions_are_written_as_the_macro_and_the_compiler_expect_them() {
    let base = "import {IOwner} from \"blueprint-abi/library/IOwner.sol\";\n\
        enum Kind { Spot, Mean }\n\
        interface IBase is IOwner { struct Quote { uint128 price; address by; uint24[2] parts; }\n\
        function quoteOf(Kind kind, address token) external view returns (Quote memory); }";
    let files = [
        (
            "IFeed.sol",
            "import \"./base/IBase.sol\";\n\
             interface IFeed is IBase {\n\
             /// @notice Stores prices.\n\
             function report(uint128[] calldata prices, bytes32 loop, Quote calldata quote) external payable returns (uint64 id);\n\
             function report(uint128) external;\n\
             function version() external pure returns (uint8 major, string memory name); }",
        ),
        ("base/IBase.sol", base),
    ];
    let interface = read("written", &files).unwrap();
    assert!(!interface.is_alone);
    let names: Vec<_> = interface
        .parts
        .iter()
        .map(|(part, _)| part.name.as_str())
        .collect();
    assert_eq!(names, ["IOwner", "IBase", "IFeed"]);

    let ink = bodies::ink(&interface, "MyBlueprint");
    for expected in [
        "    impl IBase for MyBlueprint {\n        /// `quoteOf(uint8,address)`: until you write it, it returns zeros.\n",
        "fn quote_of(&self, _kind: Kind, _token: Address) -> Quote {\n            Quote { price: 0, by: Default::default(), \
         parts: Fixed(core::array::from_fn(|_| Default::default())) }\n",
        "    #[guarded(self.guard)]\n    impl IFeed for MyBlueprint {\n        /// Stores prices.\n",
        "            _prices: List<u128>,\n            _loop: [u8; 32],\n            _quote: QuoteCalldata,\n        ) -> Result<u64> {\n            Ok(0)\n",
        "_uint128(&mut self, _argument0: u128) -> Result<()> {\n            Ok(())\n",
        "fn version(&self) -> (u8, Text) {\n            (0, Default::default())\n",
    ] {
        assert!(ink.contains(expected), "{expected}\n{ink}");
    }
    syn::parse_file(&ink.replace("#[guarded(self.guard)]", "")).unwrap();

    let solidity = bodies::solidity(&interface);
    for expected in [
        "/// @inheritdoc IBase\n    function quoteOf(Kind /* kind */, address /* token */) external view returns (Quote memory returned) {}\n",
        "function report(uint128[] calldata /* prices */, bytes32 /* loop */, Quote calldata /* quote */) external payable \
         onlyRuntime returns (uint64 returned) {}\n",
        "function report(uint128) external onlyRuntime {}\n",
        "external pure returns (uint8 returned0, string memory returned1) {}\n",
    ] {
        assert!(solidity.contains(expected), "{expected}\n{solidity}");
    }

    let test = bodies::test(&interface, "builds", "Caller::Pallet");
    for expected in [
        "(\"report(uint128[],bytes32,(uint128,address,uint24[2]))\", json!([[], \"0x00",
        "json!([{\"price\": \"0\", \"by\": \"0x0000000000000000000000000000000000000000\", \"parts\": [0, 0]}])),\n",
        "(\"version()\", json!([]), json!([0, \"\"])),\n",
    ] {
        assert!(test.contains(expected), "{expected}\n{test}");
    }
    syn::parse_file(&test).unwrap();
}

#[test]
fn template_inherits_the_interface_after_its_own() {
    let text = inherit(template(), OWN, "IFeed", "IFeed.sol").unwrap();
    assert!(
        text.contains("import {IFeed} from \"./IFeed.sol\";\n"),
        "{text}"
    );
    assert!(
        text.contains("is IBlueprintServiceManager, IRuntimeGuard, IFeed {"),
        "{text}"
    );
}
