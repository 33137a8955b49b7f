"""Runs a module as if now were another moment: python -m tests.faults.at SECONDS MODULE ..."""

import runpy
import sys

import time_machine

_, seconds, module, *words = sys.argv
sys.argv = [module, *words]
with time_machine.travel(float(seconds)):
    runpy.run_module(module, run_name="__main__", alter_sys=True)
