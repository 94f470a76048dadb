# Home Assistant runs probatio under this name; the real voluptuous is in its
# environment too, for others, and would be believed otherwise.
from probatio import *
