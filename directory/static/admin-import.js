"use strict";
// A list is worked through a piece a request: without this script by the button.
document.getElementById("import-work")?.submit();
