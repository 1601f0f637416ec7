"""Pictures: SVG and small tables made of the same data as the pages, with links into them."""
