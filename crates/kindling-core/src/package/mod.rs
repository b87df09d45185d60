//! Stage `package`.
