// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @notice Functions, events and errors whose hashes are known from standards.
interface IKnown {
    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);

    event Transfer(address indexed from, address indexed to, uint256 value);
    event TransferBatch(
        address indexed operator,
        address indexed from,
        address indexed to,
        uint256[] ids,
        uint256[] values
    );

    function transfer(address to, uint256 value) external returns (bool);

    function safeTransferFrom(address from, address to, uint256 tokenId) external;

    function safeTransferFrom(address from, address to, uint256 tokenId, bytes calldata data)
        external;

    function safeBatchTransferFrom(
        address from,
        address to,
        uint256[] calldata ids,
        uint256[] calldata values,
        bytes calldata data
    ) external;

    function supportsInterface(bytes4 interfaceId) external view returns (bool);

    fallback(bytes calldata data) external payable returns (bytes memory);

    receive() external payable;
}
