// SPDX-License-Identifier: Apache-2.0
import js from "@eslint/js";
import globals from "globals";

export default [
    js.configs.recommended,
    { files: ["core/**/*.js"], languageOptions: { sourceType: "script", globals: globals.browser } },
    { files: ["*.js", "cli/**/*.js"], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
];
