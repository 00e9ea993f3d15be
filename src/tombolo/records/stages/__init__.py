"""What a person sees of stages and does in them: the bar of a record, tasks."""
