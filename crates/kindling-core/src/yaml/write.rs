//! Writes YAML that a YAML 1.1 reader, which Kubernetes tools are, reads to the same values.
