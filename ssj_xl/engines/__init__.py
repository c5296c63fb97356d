"""Where heavy work runs; the domain states the problem and checks the answer."""
