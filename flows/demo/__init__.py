"""The bundled sample: two invented portals, served on a local port, for a first night without the internet."""
