// Colours for Solidity, which mdBook's highlighter does not know.
hljs.registerLanguage("solidity", (it) => ({
  keywords: {
    keyword:
      "abstract as bytes calldata catch constant constructor contract delete do else emit enum error event external for function if immutable import " +
      "indexed interface internal is mapping memory modifier new override payable pragma private public pure return returns revert storage " +
      "struct try type unchecked using view virtual while address bool string uint8 uint16 uint32 uint64 uint128 uint256 int256 bytes4 bytes20 bytes32",
    literal: "true false",
    built_in: "abi block msg keccak256 this super",
  },
  contains: [it.C_LINE_COMMENT_MODE, it.C_BLOCK_COMMENT_MODE, it.QUOTE_STRING_MODE, it.C_NUMBER_MODE],
}));
for (const block of document.querySelectorAll("code.language-solidity")) hljs.highlightBlock(block);
