"""From text as medication lists have it to the drugs that it names; pure, and never by guessing."""
