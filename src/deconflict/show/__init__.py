"""What people see: JSON, terminal, Markdown, one page of HTML."""
