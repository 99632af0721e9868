"""Letters, placards and preview pictures, drawn with the fonts of the site."""
