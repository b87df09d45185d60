//! Reading and writing YAML. The one module of the crate that names a YAML library.

pub mod write;
