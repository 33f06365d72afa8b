"""Administration: accounts, backups, whether the record holds, the site's settings, emergencies, what runs here."""
