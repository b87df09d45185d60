//! Stage `nodes`.
