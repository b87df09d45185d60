//! Butane and Container Linux Config to Ignition.
