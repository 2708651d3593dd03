package c

func linuxOnly() {}
