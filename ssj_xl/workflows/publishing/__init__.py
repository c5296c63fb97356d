"""What is handed out of a round: papers, the public page, the public ledger, the archive's folder."""
