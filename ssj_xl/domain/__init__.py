"""The rules of 双随机、一公开: pure, standard library only; no clock, no file, no chance."""
