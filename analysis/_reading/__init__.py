"""What reading is made of: tables, their columns, metadata sheets."""
