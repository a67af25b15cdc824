//! Tests of the checker that need its insides.
