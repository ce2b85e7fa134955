"""What documents and labels show: one module each with its view model and the function that fills it.

View models hold texts ready to print and no layout; the words around them stand in the captions of the templates.
"""
