//! Stage `delivery`.
