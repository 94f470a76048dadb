"""How fast it is: every figure beside that of something bare, in the same run."""
