"""What Streamlit runs for every visitor, on every click: the navigation, and through it the page."""

from explorer import navigate

navigate()
