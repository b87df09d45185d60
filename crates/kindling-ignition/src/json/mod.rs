//! Reading JSON with positions, by Go's rules: the same documents are accepted, and refused at the same byte.
