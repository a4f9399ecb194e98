-- One pass over a document: conditional content, callouts, numbered sections, figures and tables, references to them, links.
-- Metadata in: render-format ("html" or "typst"), render-pages (source file -> output file), number-sections.
-- Metadata out: render-faults (list of {token, reason, remedy}), render-images and render-files (paths shown and linked to).
-- Follows quarto-cli's filters crossref/{sections,refs,format}.lua and customnodes/callout.lua.

local target, pages, numbered = "html", {}, false
local faults, images, files = pandoc.List(), pandoc.List(), pandoc.List()
local entries = {}
local kinds = { fig = "Figure", tbl = "Table", sec = "Section" }
local callout_names = { note = "Note", tip = "Tip", warning = "Warning", important = "Important", caution = "Caution" }

local function fault(token, reason, remedy)
  faults:insert({ token = pandoc.MetaString(token), reason = pandoc.MetaString(reason), remedy = pandoc.MetaString(remedy) })
end

local function kind_of(identifier)
  local kind = identifier:match("^(%a+)%-.")
  return kinds[kind] and kind or nil
end

local function raw(text) return pandoc.RawBlock(target, text) end

-- conditional content ---------------------------------------------------------------------------------------------------------

local function shown(el)
  local matches = true
  local attributes = el.attributes
  if attributes["when-format"] then matches = matches and attributes["when-format"] == target end
  if attributes["unless-format"] then matches = matches and attributes["unless-format"] ~= target end
  if el.classes:includes("content-hidden") then return not matches end
  return matches
end

local function conditional(el)
  if not (el.classes:includes("content-visible") or el.classes:includes("content-hidden")) then return nil end
  if not shown(el) then return {} end
  el.attributes["when-format"], el.attributes["unless-format"] = nil, nil
  el.classes = el.classes:filter(function(name) return not name:match("^content%-") end)
  if el.t == "CodeBlock" then return el end
  if el.identifier == "" and #el.classes == 0 then return el.content end
  return el
end

-- sections --------------------------------------------------------------------------------------------------------------------

local function number_sections(blocks)
  local top = 7
  blocks:walk { Header = function(el) top = math.min(top, el.level) end }
  local counts = { 0, 0, 0, 0, 0, 0, 0 }
  return blocks:walk {
    Header = function(el)
      if entries[el.identifier] then
        fault(el.identifier, "the identifier " .. el.identifier .. " stands twice", "give each section its own")
      end
      if el.classes:includes("unnumbered") then
        if kind_of(el.identifier) == "sec" then entries[el.identifier] = { kind = "sec", text = pandoc.utils.stringify(el.content) } end
        return nil
      end
      for level = el.level + 1, 7 do counts[level] = 0 end
      counts[el.level] = counts[el.level] + 1
      local parts = {}
      for level = top, el.level do parts[#parts + 1] = tostring(counts[level]) end
      local number = table.concat(parts, ".")
      if kind_of(el.identifier) == "sec" then entries[el.identifier] = { kind = "sec", number = number } end
      if numbered and target == "html" then
        el.content:insert(1, pandoc.Space())
        el.content:insert(1, pandoc.Span(number, { class = "header-section-number" }))
        return el
      end
    end,
  }
end

-- figures and tables ----------------------------------------------------------------------------------------------------------

local totals = { fig = 0, tbl = 0 }

local function float(el, kind, content, caption)
  local identifier = el.identifier
  if entries[identifier] then
    fault(identifier, "the identifier " .. identifier .. " stands twice", "give each figure and table its own")
  end
  totals[kind] = totals[kind] + 1
  entries[identifier] = { kind = kind, number = tostring(totals[kind]) }
  local label = kinds[kind] .. "\u{a0}" .. totals[kind]
  local text = pandoc.Inlines { pandoc.Str(label .. ":"), pandoc.Space() }
  text:extend(caption)
  if target == "html" then
    local classes = table.concat({ "float", "float-" .. kind, table.unpack(el.classes) }, " ")
    local shown_caption = { raw('<figcaption id="' .. identifier .. '-caption">'), pandoc.Plain(text), raw("</figcaption>") }
    local blocks = pandoc.Blocks { raw('<figure id="' .. identifier .. '" class="' .. classes .. '" aria-labelledby="' .. identifier .. '-caption">') }
    if kind == "tbl" then blocks:extend(shown_caption) end
    blocks:extend(content:walk { Para = function(p) if #p.content == 1 and p.content[1].t == "Image" then return pandoc.Plain(p.content) end end })
    if kind == "fig" then blocks:extend(shown_caption) end
    blocks:insert(raw("</figure>"))
    return blocks
  end
  local blocks = pandoc.Blocks { raw("#float(" .. (kind == "fig" and "image" or "table") .. ", [") , pandoc.Plain(text), raw("])[") }
  blocks:extend(content)
  blocks:insert(raw("]<" .. identifier .. ">"))
  return blocks
end

local function float_div(el)
  local kind = kind_of(el.identifier)
  if kind ~= "fig" and kind ~= "tbl" then return nil end
  local last = el.content[#el.content]
  if #el.content < 2 or not (last.t == "Para" or last.t == "Plain") then
    fault(el.identifier, "the block " .. el.identifier .. " has no caption", "end it with a paragraph of its own, after an empty line")
    return nil
  end
  local content = pandoc.Blocks(el.content)
  content:remove(#content)
  return float(el, kind, content, last.content)
end

local function float_figure(el)
  local kind = kind_of(el.identifier)
  if kind == nil then return nil end
  if kind ~= "fig" then
    fault(el.identifier, "an image cannot be " .. el.identifier, "put it into ::: {#" .. el.identifier .. "}")
    return nil
  end
  local caption = pandoc.utils.blocks_to_inlines(el.caption.long)
  if #caption == 0 then fault(el.identifier, "the figure " .. el.identifier .. " has no caption", "write it between the brackets") end
  return float(el, kind, el.content, caption)
end

-- callouts --------------------------------------------------------------------------------------------------------------------

local function callout(el)
  local kind
  for _, name in ipairs(el.classes) do kind = kind or name:match("^callout%-(%a+)$") end
  if not callout_names[kind] then return nil end
  local content = pandoc.Blocks(el.content)
  local title = pandoc.Inlines { pandoc.Str(callout_names[kind]) }
  if el.attributes.title then
    title = pandoc.utils.blocks_to_inlines(pandoc.read(el.attributes.title, "markdown").blocks)
  elseif content[1] and content[1].t == "Header" then
    title = content[1].content
    content:remove(1)
  end
  local blocks
  if target == "typst" then
    blocks = pandoc.Blocks { raw('#callout("' .. kind .. '", ['), pandoc.Plain(title), raw("])[") }
    blocks:extend(content)
    blocks:insert(raw("]"))
    return blocks
  end
  local outer, head = "div", "div"
  local open = ""
  if el.attributes.collapse then
    outer, head = "details", "summary"
    open = el.attributes.collapse == "false" and " open" or ""
  end
  blocks = pandoc.Blocks {
    raw("<" .. outer .. ' class="callout callout-' .. kind .. '"' .. open .. "><" .. head .. ' class="callout-header">'),
    pandoc.Plain(title), raw("</" .. head .. '><div class="callout-body">'),
  }
  blocks:extend(content)
  blocks:insert(raw("</div></" .. outer .. ">"))
  return blocks
end

-- references, links, images, raw HTML -----------------------------------------------------------------------------------------

local function reference(cite)
  local out = pandoc.Inlines {}
  for index, item in ipairs(cite.citations) do
    local kind = kind_of(item.id)
    if not kind then
      if #out > 0 then fault(item.id, "a citation and a cross-reference stand together, and one would be lost", "put words between them, or two brackets") end
      return nil
    end
    local entry = entries[item.id]
    if not entry then
      fault("@" .. item.id, "the reference @" .. item.id .. " leads to nothing in this document", "name a figure, table or section of the same page")
      return nil
    end
    if kind == "sec" and not (numbered and entry.number) then
      fault("@" .. item.id, "the reference @" .. item.id .. " leads to a section without a number", "set number-sections: true")
      return nil
    end
    if index > 1 then out:extend { pandoc.Str(","), pandoc.Space() } end
    local text
    if #item.prefix > 0 then
      text = pandoc.Inlines(item.prefix)
      text:insert(pandoc.Str("\u{a0}" .. entry.number))
    elseif item.mode == "SuppressAuthor" then
      text = pandoc.Inlines { pandoc.Str(entry.number) }
    else
      text = pandoc.Inlines { pandoc.Str(kinds[kind] .. "\u{a0}" .. entry.number) }
    end
    out:insert(pandoc.Link(text, "#" .. item.id, "", target == "html" and { class = "quarto-xref" } or {}))
  end
  return out
end

local identifiers = {}

local function link(el)
  local page, fragment = el.target:match("^([^:#?]+%.qmd)(#?.*)$")
  if page then
    if not pages[page] then
      fault(el.target, "the link to " .. page .. " leads to no page of the project", "correct it")
      return nil
    end
    if target == "html" then
      el.target = pages[page] .. fragment
      return el
    end
    -- in the one PDF a page is a chapter
    local chapter = fragment:sub(2)
    if chapter == "" then
      local stem = page:gsub("%.qmd$", "")
      chapter = identifiers["sec-" .. stem] and "sec-" .. stem or stem
    end
    if identifiers[chapter] then
      el.target = "#" .. chapter
      return el
    end
    return el.content
  end
  local inner = el.target:match("^#(.+)$")
  if inner and not identifiers[inner] and not entries[inner] then
    fault(el.target, "the link " .. el.target .. " leads to nothing in this document", "correct it")
  end
  if inner or el.target:match("^%a[%w+.-]*:") then return nil end
  if target == "typst" then return el.content end
  local file = el.target:match("^[^#?]*")
  if not files:includes(file) then files:insert(file) end
end

-- Width and height keep the picture's place free while it loads.
local function reserve(el)
  if el.attributes["width"] or el.attributes["height"] then return end
  local file = io.open(el.src, "rb")
  if not file then return end
  local known, size = pcall(pandoc.image.size, file:read("a"))
  file:close()
  if known and size then
    el.attributes["width"], el.attributes["height"] = tostring(size.width), tostring(size.height)
  end
end

-- A text as a string of Typst's.
local function typst_string(text) return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"' end

-- PDF/UA wants an alternative text for a formula: its TeX.
local function formula(el)
  if target ~= "typst" then return nil end
  local block = el.mathtype == "DisplayMath" and "true" or "false"
  return { pandoc.RawInline("typst", "#math.equation(block: " .. block .. ", alt: " .. typst_string(el.text) .. ", "), el, pandoc.RawInline("typst", ".body)") }
end

local function image(el)
  local alternative = el.attributes["fig-alt"] or el.attributes["alt"] or pandoc.utils.stringify(el.caption)
  if alternative:match("^%s*$") then
    fault(el.src, "the image " .. el.src .. " has no alternative text", "add fig-alt=\"…\"")
  end
  if el.src:match("^%a[%w+.-]*:") or el.src:match("^/") then
    fault(el.src, "the image " .. el.src .. " is not a file beside the documents", "use a relative path")
  else
    if not images:includes(el.src) then images:insert(el.src) end
  end
  el.attributes["fig-alt"] = nil
  el.attributes["alt"] = alternative
  if target == "typst" then
    -- Pandoc's writer leaves the alternative text out.
    local width = el.attributes["width"] and ", width: " .. el.attributes["width"] or ""
    return pandoc.RawInline("typst", "#image(" .. typst_string(el.src) .. ", alt: " .. typst_string(alternative) .. width .. ")")
  end
  if target == "html" then
    el.caption = pandoc.Inlines { pandoc.Str(alternative) }
    el.attributes["alt"] = nil
    -- Drawings are large: loaded with the text they hold up its first showing for a second on a slow phone.
    el.attributes["loading"] = el.attributes["loading"] or "lazy"
    reserve(el)
  end
  return el
end

local function raw_html(el)
  if el.format ~= "html" or target == "html" then return nil end
  if el.text:match("^%s*<!%-%-") then return {} end
  local first = el.text:match("^%s*([^\n]*)")
  fault(first, "raw HTML would be lost in the PDF: " .. first, 'put it into ::: {.content-visible when-format="html"}')
  return {}
end

-- Pandoc reads an HTML table as raw tags with Markdown between them; joined and read again it is a table in every format.
-- One that says so to Quarto is left as it is.
local function html_tables(blocks)
  local out, open, depth = pandoc.Blocks {}, nil, 0
  for _, el in ipairs(blocks) do
    local text
    if el.t == "RawBlock" and el.format == "html" and not el.text:match("<!%-%-| quarto%-html%-table%-processing: none %-%->") then
      text = el.text
      local lowered = text:lower()
      for _ in lowered:gmatch("<table[%s>]") do depth = depth + 1 end
      if open == nil and depth > 0 then open = {} end
      for _ in lowered:gmatch("</table>") do depth = depth - 1 end
    end
    if open == nil then
      out:insert(el)
    else
      open[#open + 1] = text or pandoc.write(pandoc.Pandoc { el }, "html")
      if depth <= 0 then
        out:extend(pandoc.read(table.concat(open, "\n"), "html").blocks)
        open, depth = nil, 0
      end
    end
  end
  if open then
    fault("<table", "an HTML table is not closed", "close it with </table>")
  end
  return out
end

-- Heads of columns say so, and the table scrolls in a box that the keyboard reaches.
local function table_box(el)
  if target ~= "html" then return nil end
  for _, row in ipairs(el.head.rows) do
    for _, cell in ipairs(row.cells) do cell.attributes["scope"] = "col" end
  end
  return { raw('<div class="table-scroll" tabindex="0" role="group" aria-label="Table">'), el, raw("</div>") }
end

function Pandoc(doc)
  target = pandoc.utils.stringify(doc.meta["render-format"] or "html")
  numbered = doc.meta["number-sections"] == true
  for name, output in pairs(doc.meta["render-pages"] or {}) do pages[name] = pandoc.utils.stringify(output) end

  local blocks = doc.blocks:walk { Div = conditional, Span = conditional, CodeBlock = conditional }
  blocks = blocks:walk { Blocks = html_tables }
  blocks = blocks:walk { RawBlock = raw_html, RawInline = raw_html }
  blocks = blocks:walk { Image = image, Table = table_box, Math = formula }
  -- Callouts first: the heading in a callout is its title and takes no number.
  blocks = blocks:walk { Div = callout }
  blocks = number_sections(blocks)
  -- Topdown keeps document order over both forms of a figure.
  blocks = blocks:walk {
    traverse = "topdown",
    Div = float_div,
    Figure = float_figure,
  }
  local fold = {
    Div = function(el)
      if not el.classes:includes("code-fold") then return nil end
      if target == "typst" then return el.content end
      local out = pandoc.Blocks { raw("<details class=\"code-fold\"><summary>"), pandoc.Plain(pandoc.Str(el.attributes["data-summary"])), raw("</summary>") }
      out:extend(el.content)
      out:insert(raw("</details>"))
      return out
    end,
  }
  blocks = blocks:walk(fold)
  local function remember(el)
    if el.identifier ~= "" then identifiers[el.identifier] = true end
  end
  blocks:walk { Header = remember, Div = remember, Span = remember, Figure = remember, CodeBlock = remember }
  blocks = blocks:walk { Cite = reference, Link = link }
  local cited, placed = false, false
  blocks:walk { Cite = function() cited = true end, Div = function(el) placed = placed or el.identifier == "refs" end }
  if cited and not placed then
    local last = blocks[#blocks]
    if not (last and last.t == "Header") then blocks:insert(pandoc.Header(target == "html" and 2 or 1, "References", { id = "references", class = "unnumbered" })) end
    blocks:insert(pandoc.Div({}, { id = "refs" }))
  end
  if target == "typst" then
    -- What stands before the first chapter (version, how to cite) goes onto the title page.
    local chapter
    for index, el in ipairs(blocks) do
      if el.t == "Header" and el.level == 1 then chapter = index break end
    end
    if chapter and chapter > 1 then
      doc.meta["title-page"] = pandoc.MetaBlocks({ table.unpack(blocks, 1, chapter - 1) })
      blocks = pandoc.Blocks { table.unpack(blocks, chapter) }
    end
  end
  doc.blocks = blocks
  doc.meta["render-faults"] = pandoc.MetaList(faults)
  doc.meta["render-files"] = pandoc.MetaList(files:map(pandoc.MetaString))
  doc.meta["render-images"] = pandoc.MetaList(images:map(pandoc.MetaString))
  return doc
end
