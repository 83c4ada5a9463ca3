//! The vector files through HTTP: every figure of every step, as the engine gives it.
