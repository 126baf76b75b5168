-- what is in use stays so
UPDATE brand SET host_asked = host WHERE host IS NOT NULL AND host_asked = ''
