"""The journeys: each file is one of them, readable in one sitting."""
