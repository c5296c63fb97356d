"""The door for WPS, off by default: its add-in sends rows and gets back what to write; no file that WPS has open is opened."""
