"""What every act begins with: who acts and when, the workbook's tables and journal, what changed since the last act."""
