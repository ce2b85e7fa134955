"""The document engine: Jinja and WeasyPrint, with fonts, barcodes and the checks that nothing is printed wrong."""
