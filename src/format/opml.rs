//! OPML 2.0: one address to subscribe to every live feed of a publication.
