"""The byte-exact repair of pages whose characters were replaced or pushed apart by a byte."""
