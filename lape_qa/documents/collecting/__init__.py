"""Sources from the web -> files in the corpus folder, with their metadata, as `sources.yaml` lists them.

`sources` reads the list, `listings` what a sitemap or a feed names, `web`, `network` and `fetching` ask the web,
`state` and `folder` keep what came, `run` is the story, and `report` what it did.
"""
