//! Nothing: this package only names what the tests read.
