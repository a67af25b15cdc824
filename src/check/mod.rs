//! Trees as they were written to policies with every name resolved and every type known, and all that is wrong with
//! them. It never evaluates anything but constants.

pub mod checked;
