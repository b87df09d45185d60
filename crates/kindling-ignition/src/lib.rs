//! Ignition configs: types, parsing, validation, merging and printing. Knows nothing of Kubernetes.
